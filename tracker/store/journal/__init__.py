"""Every write on record, the projects that it touched, and how a command is taken back."""
