# Logons as ndjson. Wants events and accounts; habit=1: as people make them, each account from four hosts of its own among 2,000, in
# ten hours of 28 days, so that the more events there are, the more are alike. habit=0: from anywhere at any hour, hardly two alike.
BEGIN {
    srand(1)
    for (n = 1; n <= events; n++) {
        account = int(rand() * accounts)
        host = habit ? (account * 7 + int(rand() * 4)) % 2000 : int(rand() * 50000)
        hour = habit ? 8 + int(rand() * 10) : int(rand() * 24)
        printf "{\"@timestamp\":\"2024-01-%02dT%02d:%02d:00.000Z\",\"winlog\":{\"event_id\":4624,\"channel\":\"Security\"," \
            "\"computer_name\":\"dc1.corp.example\",\"record_id\":%d,\"event_data\":{\"TargetUserName\":\"user%d\"," \
            "\"TargetDomainName\":\"CORP\",\"LogonType\":\"3\",\"AuthenticationPackageName\":\"Kerberos\"," \
            "\"IpAddress\":\"10.%d.%d.%d\"}}}\n", 1 + int(rand() * 28), hour, int(rand() * 60), n, account, host / 2500, host % 2500 / 50, host % 50 + 1
    }
}
