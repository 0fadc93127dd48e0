"""What an advertiser may ask: insights, estimates of an audience, the Ad Library."""
