"""Streamlit at the rim: widgets become values, values become pages."""
