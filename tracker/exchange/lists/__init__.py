"""Lists of projects as people keep them: each row is planned as the projects, organisations, contributions, reports
that it means.
"""
