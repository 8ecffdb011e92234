Written opinions with a verdict, bound to the digest of exactly the content judged; drafter, reviewer and approver are three different people.
