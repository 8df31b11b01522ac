"""Object stores: S3 and compatible servers, Azure Blob, Google Cloud."""
