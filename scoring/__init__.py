"""The library: raw tables, features, model, score, explanations. It knows no web framework and opens nothing at import."""
