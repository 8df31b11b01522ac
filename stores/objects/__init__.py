"""A store of objects: S3 and its like, Azure Blob, Google Cloud."""
