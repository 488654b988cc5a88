"""The warehouse: versioned articles, facts tied to the run that extracted them, outcomes, lineage."""
