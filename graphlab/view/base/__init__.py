"""What every picture and text needs: colours, numbers, LaTeX, how a trace is looked at."""
