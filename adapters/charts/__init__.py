"""Charts: specifications of Vega-Lite, and their pictures from one process with bounds."""
