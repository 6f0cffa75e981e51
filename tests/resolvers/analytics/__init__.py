"""Reports and the data sets that they are computed from."""
