"""The graph: what can be asked, one module per noun, each scalar field one declared line."""
