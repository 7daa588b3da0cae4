"""The radio: songs like given ones without an end, its bar above the queue, and its way over the map."""
