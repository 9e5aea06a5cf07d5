# Touches nothing of KMS, CloudTrail or alarms.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_ssm_parameter" "greeting" {
  name  = "/web/greeting"
  type  = "String"
  value = "hello"
}
