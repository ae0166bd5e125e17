DROP TABLE file_verdicts;
