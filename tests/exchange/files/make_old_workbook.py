"""Writes old-workbook.xlsx, from which LibreOffice makes old-workbook.xls (see README.md)."""

import datetime

import xlsxwriter

with xlsxwriter.Workbook("old-workbook.xlsx") as book:
    sheet = book.add_worksheet("Presupuesto")
    sheet.merge_range("B2:E2", "Cartera 2012")
    sheet.write_row("B3", ["project", "committed", "share", "start"])
    sheet.write_string("B4", "P1")
    sheet.write_number("C4", 1234.5, book.add_format({"num_format": "[$€-40C] #,##0.00"}))
    sheet.write_number("D4", 0.4, book.add_format({"num_format": "0%"}))
    sheet.write_datetime("E4", datetime.date(2012, 3, 1), book.add_format({"num_format": "mmm-yy"}))
    sheet.write_string("B5", "007")
    sheet.write_formula("C5", "=C4*2", None, 2469)
    sheet.write_formula("D5", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("E5", datetime.date(2012, 3, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.set_row(4, None, None, {"hidden": True})
    notes = book.add_worksheet("Notas")
    notes.write_string("A1", "Más allá")
    notes.hide()
