"""Pages to open and print: html, pdf, and the pictures on them."""

# In double quotes, which every shell takes, that of Windows too.
INSTALL = 'Install it: pip install "donor-tracker[pack]"'
