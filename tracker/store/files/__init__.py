"""The files beside the register: what a command writes, backups, and papers."""
