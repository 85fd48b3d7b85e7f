"""What leaves the app: pictures, pages, worksheets, LaTeX, programs, links and files."""
