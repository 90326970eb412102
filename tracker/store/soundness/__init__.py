"""What is wrong in a register, one question for each fault: broken rules, circles and alterations."""
