"""Songs → features in worker processes, the space they live in, and what single songs are asked for."""
