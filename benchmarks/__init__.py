"""Speed and memory of the product, measured on real services: ``python -m benchmarks``."""
