"""One reader a file. The registry names them in the order in which they are asked."""
