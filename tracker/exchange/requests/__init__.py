"""Data requests: write the workbooks and mails that go out, and read the answers that come back."""
