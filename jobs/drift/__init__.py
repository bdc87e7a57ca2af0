"""Has the population moved since the model was trained? Applicants against borrowers, in aggregates only."""
