"""Series and conferences, their participants, and the actions they asked for."""
