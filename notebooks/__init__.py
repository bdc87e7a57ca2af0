"""Four stories told on fictitious people: the data, the features, the model, the whole chain. Helpers draw, count and plot."""
