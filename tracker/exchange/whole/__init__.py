"""Export and import the whole register, as one document or as a folder of csv files."""
