"""What administrations ask for, and what donors could give: who could meet, and what nobody does."""
