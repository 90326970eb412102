"""What needs no database: words, codes, texts, dates, money, rates, shares, risks and progress.

Every reader of a person's text raises `errors.Invalid`, naming the value, why it cannot stand, and what would be right;
none of them guesses. `what` is always the name of the value as the person knows it, such as "start" or "committed".
"""
