"""Published data into the register."""
