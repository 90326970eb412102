"""`tracker project`, `contribution`, `pool`, `theme`, `overlap` and `report`."""
