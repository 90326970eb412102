"""Import activities into the register."""
