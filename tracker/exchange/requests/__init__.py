"""The data request: the workbook and the mail that go out, and the answers that come back."""
