"""Sound → vector and tags, by a trained network: MusiCNN, made from its published weights, or any ONNX model
of its kind that a person has."""
