"""Songs analyzed on other computers: a Dask cluster behind the interface of the pool of worker processes."""
