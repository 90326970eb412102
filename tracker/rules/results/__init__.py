"""Rules of what a project achieves: numbers of persons, scales, risks, progress and lights."""
