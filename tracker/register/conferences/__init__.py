"""Series and conferences, who took part, and what they asked for."""
