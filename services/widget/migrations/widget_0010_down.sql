-- What was not finished is begun again; the bytes of its pieces stay behind, under keys that nobody knows.
DROP TABLE upload_pieces;
DROP TABLE uploads;
