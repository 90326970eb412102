"""Pages to open and print: html, pdf, and the pictures on them."""
