"""The files beside the register: command output, backups, and papers."""
