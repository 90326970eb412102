"""Import the rows of each noun: plan all of them before anything is written, then apply the plan."""
