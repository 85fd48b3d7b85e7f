"""The places of nodes, edges and labels."""
