"""Read files into grids: each format is recognised by its content; the meaning of cells is left to later steps."""
