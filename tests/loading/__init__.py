"""What the loaders accept, refuse and survive."""
