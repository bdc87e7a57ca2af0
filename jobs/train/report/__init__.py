"""What each choice costs: ablations, proxies, fairness, stability, and a scorecard to compare with. Nothing here reaches the model."""
