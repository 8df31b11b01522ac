"""Where sealed films are kept: folders, USB disks, SFTP servers, object stores, under one contract."""
