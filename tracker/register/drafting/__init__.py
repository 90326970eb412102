"""What a conference was told of a project, in memory, before it is written."""
