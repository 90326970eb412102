"""What administrations ask for, and what donors offer and reply."""
