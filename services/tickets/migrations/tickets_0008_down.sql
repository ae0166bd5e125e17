DROP TABLE undelivered;
