"""What every page stands on: shell, state, subject, picker."""
