"""From activities to the register."""
