"""Lists of projects as people keep them.

Each row is planned as the projects, organisations, contributions and reports that it means.
"""
